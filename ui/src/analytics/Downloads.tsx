import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { text } from "../text";
import { download, type FileWanted } from "./download";
import { useRange } from "./RangePicker";
import type { Dimension, Granularity, Subject } from "./results";

const words = text.analytics.files;
const TABLES = ["summary", "time-series", "breakdown"] as const;
const FORMATS = ["csv", "parquet"] as const;

/** What is shown, as files: with the range, the granularity and the breakdown that are chosen. */
export function Downloads({ subject }: { subject: Subject }) {
  const [parameters] = useSearchParams();
  const { range } = useRange();
  const [isBusy, setIsBusy] = useState(false);

  async function save(table: FileWanted["table"], format: FileWanted["format"]) {
    setIsBusy(true);
    try {
      await download(subject, {
        table,
        format,
        range,
        baseline: parameters.get("baseline") ?? "",
        granularity: (parameters.get("granularity") || "DAY") as Granularity,
        dimension: (parameters.get("by") || "AUDIENCE") as Dimension,
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: "red", title: words.failed, message });
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          loading={isBusy}
          leftSection={<IconDownload size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {words.label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {TABLES.map((table) => [
          <Menu.Label key={table}>{words.tables[table]}</Menu.Label>,
          ...FORMATS.map((format) => (
            <Menu.Item key={format + table} onClick={() => void save(table, format)} aria-label={`${words.tables[table]}, ${words.formats[format]}`}>
              {words.formats[format]}
            </Menu.Item>
          )),
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}
