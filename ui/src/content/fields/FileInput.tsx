import { Button, FileButton, Group, Image, Input, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ErrorNotice } from "../../parts/ErrorNotice";
import { text } from "../../text";
import { isObject } from "../schema";
import { contentKey } from "../stack";
import { uidOf } from "../values";
import { type Asset, assetsQuery, upload } from "./assets";
import { type InputProps, useEntryForm } from "./form";
import { MoveButtons, moved } from "./MoveButtons";
import { described } from "./simple";

/** The files of a field, to be chosen from the stack's or uploaded. */
export function FileInput(props: InputProps) {
  const { field, label, value, onChange } = props;
  const { place } = useEntryForm();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const [sought] = useDebouncedValue(typed, 200);
  const { data: assets } = useQuery(assetsQuery(place, sought));
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const held = (Array.isArray(value) ? value : [value]).filter((one) => uidOf(one) !== null) as unknown[];
  const change = (next: readonly unknown[]) => onChange(field.multiple ? next : (next[0] ?? null));
  const add = (asset: Asset | undefined) => asset && change(field.multiple ? [...held, asset] : [asset]);

  async function send(file: File | null) {
    if (!file) return;
    setIsBusy(true);
    setError(null);
    try {
      add(await upload(place, file));
      await queries.invalidateQueries({ queryKey: contentKey(place, "assets") });
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  const offered = (assets ?? []).filter(({ uid }) => !held.some((one) => uidOf(one) === uid));
  return (
    <Input.Wrapper {...described(props)} labelElement="div">
      <Stack gap={4} mt={4}>
        {held.map((one, index) => (
          <Group key={uidOf(one)} justify="space-between" wrap="nowrap">
            <FileName file={isObject(one) ? one : (assets?.find(({ uid }) => uid === one) ?? { uid: one })} />
            <MoveButtons
              label={label}
              index={index}
              count={held.length}
              onMove={(to) => change(moved(held, index, to))}
              onRemove={() => change(held.toSpliced(index, 1))}
            />
          </Group>
        ))}
        <Group gap="xs" wrap="nowrap">
          <Select
            flex={1}
            aria-label={text.content.field.addTo(label)}
            placeholder={text.content.field.file}
            data={offered.map((asset) => ({ value: asset.uid, label: asset.title || asset.filename }))}
            value={null}
            onChange={(uid) => {
              add(assets?.find((asset) => asset.uid === uid));
              setTyped("");
            }}
            searchable
            searchValue={typed}
            onSearchChange={setTyped}
            // The server has searched.
            filter={({ options }) => options}
            nothingFoundMessage={text.content.field.noFile}
          />
          <FileButton onChange={(file) => void send(file)}>
            {(button) => (
              <Button {...button} variant="light" loading={isBusy} leftSection={<IconUpload size={16} />} aria-label={text.content.field.uploadTo(label)}>
                {text.content.field.upload}
              </Button>
            )}
          </FileButton>
        </Group>
        <ErrorNotice error={error} />
      </Stack>
    </Input.Wrapper>
  );
}

function FileName({ file }: { file: Readonly<Record<string, unknown>> }) {
  const isImage = String(file.content_type ?? "").startsWith("image/") && typeof file.url === "string";
  return (
    <Group gap="xs" wrap="nowrap" miw={0}>
      {isImage && <Image src={pathOf(String(file.url))} alt="" w={40} h={40} fit="cover" radius="sm" />}
      <Text size="sm" truncate>{String(file.title ?? file.filename ?? file.uid)}</Text>
    </Group>
  );
}

/** The server's own address may be another than the one it is reached by here. */
function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
