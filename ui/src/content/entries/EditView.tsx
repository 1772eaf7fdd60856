import { Alert, Anchor, Box, Grid, Group, Text, Title } from "@mantine/core";
import { Link } from "react-router";

import { text } from "../../text";
import { PublishBadges } from "../publishing/PublishBadges";
import type { Which } from "../publishing/publishing";
import type { ContentType, Fields } from "../schema";
import type { Environment, Locale, Place } from "../stack";
import { BaseForm } from "./BaseForm";
import type { VariantChoice } from "./choices";
import { PartPicker } from "./PartPicker";
import { VariantForm } from "./VariantForm";

interface Props {
  place: Place;
  which: Which;
  type: ContentType;
  entry: Fields;
  variants: readonly VariantChoice[];
  environments: readonly Environment[];
  locales: readonly Locale[];
  part: string;
  onGo: (part: string) => void;
  onDirty: (isDirty: boolean) => void;
}

/** The form of the entry itself or of one of its variants, and the way from one to another. */
export function EditView({ place, which, type, entry, variants, environments, locales, part, onGo, onDirty }: Props) {
  const variant = variants.find(({ uid }) => uid === part);
  const isLocalized = entry.locale === which.locale;
  const languageOf = (code: string) => locales.find((one) => one.code === code)?.name ?? code;
  const document = variant ? variant.document : entry;
  // A form of its own for each, so that none takes what was typed in another.
  const formKey = `${which.entryUid}/${which.locale}/${variant?.uid ?? ""}`;
  const shared = { place, which, type, onDirty };
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 3 }}>
        <PartPicker variants={variants} part={variant?.uid ?? "entry"} onGo={onGo} />
        {isLocalized && variants.length === 0 && (
          <Alert mt="md" color="gray">
            <Text size="sm">{text.content.entry.noVariants}</Text>
            <Anchor component={Link} size="sm" to={`/projects/${place.projectUid}/content/groups`}>{text.content.entry.link}</Anchor>
          </Alert>
        )}
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 9 }}>
        <Group justify="space-between" align="flex-start" mb="md" gap="xs">
          <Box miw={0}>
            <Title order={2} size="h3">{variant?.name ?? text.content.entry.base}</Title>
            <Text size="sm" c="dimmed">{variant ? variant.group : text.content.entry.baseHint}</Text>
          </Box>
          {document && <PublishBadges document={document} environments={environments} locale={which.locale} />}
        </Group>
        {variant ? (
          <VariantForm key={formKey} {...shared} variant={variant} />
        ) : (
          <BaseForm key={formKey} {...shared} languageOf={languageOf} />
        )}
      </Grid.Col>
    </Grid>
  );
}
