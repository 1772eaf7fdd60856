import { Alert, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ConfirmDialog } from "../../parts/confirming";
import { ErrorNotice } from "../../parts/ErrorNotice";
import { text } from "../../text";
import type { VariantChoice } from "../entries/choices";
import type { Fields } from "../schema";
import { contentKey, type Environment, type Locale, type Place } from "../stack";
import { localMoment, wireMoment } from "../values";
import { PublishBadges } from "./PublishBadges";
import { type Choice, missingIn, publish, unpublish, type Which } from "./publishing";

interface Props {
  place: Place;
  which: Which;
  entry: Fields;
  variants: readonly VariantChoice[];
  environments: readonly Environment[];
  locales: readonly Locale[];
  /** The variant that is chosen at first; "" for the entry itself. */
  first: string;
  isUnsaved: boolean;
  onClose: () => void;
}

/** What to publish, where, in which languages and when; and taking it off again. */
export function PublishDialog({ place, which, entry, variants, environments, locales, first, isUnsaved, onClose }: Props) {
  const queries = useQueryClient();
  const written = variants.filter(({ document }) => document);
  const isFirstWritten = written.some(({ uid }) => uid === first);
  const [choice, setChoice] = useState<Choice>({
    environments: environments.length === 1 ? environments.map(({ name }) => name) : [],
    locales: [which.locale],
    withBase: !isFirstWritten,
    variants: isFirstWritten ? [first] : [],
    scheduledAt: "",
  });
  const [isAsked, setIsAsked] = useState(false);
  const [isTried, setIsTried] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const missing = isTried ? missingIn(choice) : [];
  const change = (part: Partial<Choice>) => setChoice({ ...choice, ...part });
  const words = text.content.publish;

  async function finish(send: typeof publish, said: string) {
    await send(place, which, choice);
    await queries.invalidateQueries({ queryKey: contentKey(place) });
    notifications.show({ message: said });
    onClose();
  }

  async function go() {
    setIsTried(true);
    if (missingIn(choice).length > 0) return;
    setIsBusy(true);
    setError(null);
    try {
      await finish(publish, choice.scheduledAt ? words.scheduled : words.done);
    } catch (failure) {
      setError(failure);
      setIsBusy(false);
    }
  }

  function take() {
    setIsTried(true);
    if (missingIn(choice).length === 0) setIsAsked(true);
  }

  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600}>{words.title(String(entry.title ?? ""))}</Text>}>
      <Stack>
        <ErrorNotice error={error} />
        {isUnsaved && <Alert color="yellow">{words.unsaved}</Alert>}
        <Checkbox.Group
          label={words.what}
          error={missing.includes("content") && words.missing.content}
          value={[...(choice.withBase ? [""] : []), ...choice.variants]}
          onChange={(chosen) => change({ withBase: chosen.includes(""), variants: chosen.filter(Boolean) })}
        >
          <Stack gap="xs" mt="xs">
            <What value="" label={words.base(Number(entry._version))} document={entry} environments={environments} locale={which.locale} />
            {written.map(({ uid, name, group, document }) => (
              <What
                key={uid}
                value={uid}
                label={`${name} · ${words.variantVersion(Number(document?._version))}`}
                description={group}
                document={document ?? {}}
                environments={environments}
                locale={which.locale}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        {written.length === 0 && <Text size="sm" c="dimmed">{words.notWritten}</Text>}
        {choice.variants.length > 0 && !choice.withBase && <Text size="sm" c="dimmed">{words.baseGoes}</Text>}
        <Several
          label={words.where}
          error={missing.includes("environments") && words.missing.environments}
          value={choice.environments}
          onChange={(chosen) => change({ environments: chosen })}
          options={environments.map(({ name }) => ({ value: name, label: name }))}
        />
        {environments.length === 0 && <Text size="sm" c="dimmed">{words.noEnvironments}</Text>}
        {locales.length > 1 && (
          <Several
            label={words.languages}
            error={missing.includes("locales") && words.missing.locales}
            value={choice.locales}
            onChange={(chosen) => change({ locales: chosen })}
            options={locales.map(({ code, name }) => ({ value: code, label: name }))}
          />
        )}
        <TextInput
          type="datetime-local"
          label={words.when}
          description={words.whenHint}
          w={{ base: "100%", xs: 240 }}
          value={localMoment(choice.scheduledAt, false)}
          onChange={(event) => change({ scheduledAt: wireMoment(event.currentTarget.value, false) ?? "" })}
        />
        <Group justify="space-between" mt="xs">
          <Button variant="subtle" color="red" onClick={take}>{words.take}</Button>
          <Group>
            <Button variant="default" onClick={onClose}>{text.app.cancel}</Button>
            <Button loading={isBusy} onClick={() => void go()} data-testid="publish">
              {choice.scheduledAt ? words.later : words.now}
            </Button>
          </Group>
        </Group>
      </Stack>
      {isAsked && (
        <ConfirmDialog title={words.takeTitle} action={words.take} onConfirm={() => finish(unpublish, words.taken)} onClose={() => setIsAsked(false)}>
          {choice.withBase ? words.takeBase : words.takeVariants}
        </ConfirmDialog>
      )}
    </Modal>
  );
}

interface WhatProps {
  value: string;
  label: string;
  description?: string;
  document: Fields;
  environments: readonly Environment[];
  locale: string;
}

function What({ value, label, description, document, environments, locale }: WhatProps) {
  return (
    <Group justify="space-between" gap="xs" align="flex-start">
      <Checkbox value={value} label={label} description={description} />
      <div style={{ marginLeft: "auto" }}>
        <PublishBadges document={document} environments={environments} locale={locale} />
      </div>
    </Group>
  );
}

interface SeveralProps {
  label: string;
  error: string | false;
  value: readonly string[];
  onChange: (value: string[]) => void;
  options: readonly { value: string; label: string }[];
}

function Several({ label, error, value, onChange, options }: SeveralProps) {
  return (
    <Checkbox.Group label={label} error={error} value={[...value]} onChange={onChange}>
      <Group mt="xs">
        {options.map((option) => (
          <Checkbox key={option.value} value={option.value} label={option.label} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
