import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";

import { Failure } from "../api/failures";
import { ErrorNotice } from "../parts/ErrorNotice";
import { shownTime } from "../parts/times";
import { text } from "../text";
import { type Asked, linkTo, makeLink, type PreviewLink } from "./decisions";

const words = text.preview.link;
const HOURS = Object.entries(words.hours).map(([value, label]) => ({ value, label }));
const NOT_FOUND = 404;

interface Props {
  projectUid: string;
  asked: Asked;
  page: string;
  onClose: () => void;
  onMissing: () => void;
}

/** Which page of the site to show, and for how long; then the link, copied and to be seen. */
export function LinkDialog({ projectUid, asked, page, onClose, onMissing }: Props) {
  const [typed, setTyped] = useState(page);
  const [hours, setHours] = useState("24");
  const [made, setMade] = useState<{ address: string; link: PreviewLink; isCopied: boolean } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [isWrong, setIsWrong] = useState(false);

  async function make() {
    const isPage = linkTo(typed, { parameter: "p", token: "t" }) !== null;
    setIsWrong(!isPage);
    if (!isPage) return;
    setIsBusy(true);
    setError(null);
    try {
      const link = await makeLink(projectUid, asked, Number(hours));
      const address = linkTo(typed, link) ?? "";
      setMade({ address, link, isCopied: await copied(address) });
    } catch (failure) {
      if (failure instanceof Failure && failure.status === NOT_FOUND) {
        notifications.show({ color: "red", message: words.missing });
        onMissing();
      } else setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{words.title}</Text>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {words.hint}
          </Text>
          <ErrorNotice error={error} />
          <TextInput
            label={words.page}
            description={words.pageHint}
            placeholder="https://shop.example/"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={isWrong && words.wrongPage}
            data-autofocus
          />
          <Select label={words.expires} data={HOURS} value={hours} onChange={(value) => setHours(value ?? "24")} allowDeselect={false} />
          {made && (
            <TextInput
              label={words.made}
              value={made.address}
              readOnly
              onFocus={(event) => event.currentTarget.select()}
              description={[
                made.isCopied ? words.copied : words.copyByHand,
                words.until(shownTime(made.link.expiresAt)),
                ...(Object.keys(made.link.activeVariants).length ? [] : [words.nothing]),
              ].join(" ")}
              inputWrapperOrder={["label", "input", "description"]}
              aria-live="polite"
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {text.app.close}
            </Button>
            <Button type="submit" loading={isBusy}>
              {words.make}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Whether it could be copied: a page without TLS may not. */
async function copied(address: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(address);
    return true;
  } catch {
    return false;
  }
}
