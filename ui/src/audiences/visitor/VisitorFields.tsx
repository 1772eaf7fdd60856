import { Button, Collapse, Divider, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { attributesQuery, isCustom } from "../../attributes/attributes";
import { useProjectUid } from "../../projects/project";
import { zone } from "../../parts/times";
import { text } from "../../text";
import { CityField, CountryField, RegionField } from "../places/PlaceFields";
import { PairFields } from "./PairFields";
import { parametersOf, type VisitorForm, withParameters } from "./visitor";

const words = text.audiences.visitor;
const DEVICES = ["DESKTOP", "MOBILE", "TABLET"].map(withLabel(text.audiences.devices));
const SYSTEMS = ["ANDROID", "IOS", "MACOS", "WINDOWS"].map(withLabel(text.audiences.systems));
const ZONES = Intl.supportedValuesOf("timeZone");

interface Props {
  value: VisitorForm;
  onChange: (value: VisitorForm) => void;
}

/** Who is visiting: everything that audiences can ask about, and nothing that has to be said. */
export function VisitorFields({ value, onChange }: Props) {
  const [showsMore, more] = useDisclosure(Boolean(value.userUid || value.ip || value.userAgent));
  const { data: attributes } = useQuery(attributesQuery(useProjectUid()));
  const set = <Name extends keyof VisitorForm>(name: Name) => (entered: VisitorForm[Name]) => onChange({ ...value, [name]: entered });
  const typed = (name: Exclude<keyof VisitorForm, "attributes">) => ({
    value: value[name],
    onChange: (event: { currentTarget: { value: string } }) => set(name)(event.currentTarget.value),
  });
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <CountryField
          label={words.country}
          value={value.country}
          onChange={(country) => onChange({ ...value, country, region: "", city: "" })}
          placeholder={words.any}
          clearable
        />
        <RegionField
          label={words.region}
          value={value.region}
          country={value.country}
          onChange={set("region")}
          placeholder={words.any}
          clearable
        />
        <CityField
          label={words.city}
          value={value.city}
          country={value.country}
          region={value.region}
          onChange={set("city")}
          placeholder={words.any}
          clearable
        />
        <Choice label={words.timezone} data={ZONES} value={value.timezone} onChange={set("timezone")} searchable limit={100} />
        <Choice label={words.device} data={DEVICES} value={value.deviceType} onChange={set("deviceType")} />
        <Choice label={words.system} data={SYSTEMS} value={value.operatingSystem} onChange={set("operatingSystem")} />
      </SimpleGrid>
      <TextInput label={words.page} placeholder="https://shop.example/?utm_source=mail" {...typed("pageUrl")} />
      <PairFields
        label={words.parameters}
        add={words.addParameter}
        keyLabel={words.parameterName}
        pairs={parametersOf(value.pageUrl)}
        onChange={(pairs) => set("pageUrl")(withParameters(value.pageUrl, pairs))}
      />
      <TextInput label={words.referrer} placeholder="https://www.google.com/" {...typed("referrer")} />
      <DateTimePicker
        label={words.time}
        description={words.timeZone(zone)}
        placeholder={words.now}
        valueFormat="D MMM YYYY HH:mm"
        value={value.time || null}
        onChange={(time) => set("time")(time ?? "")}
        clearable
      />
      <PairFields
        label={words.attributes}
        hint={words.attributesHint}
        add={words.addAttribute}
        keyLabel={words.attributeName}
        suggestions={(attributes ?? []).filter(isCustom).map(({ key }) => key)}
        pairs={value.attributes}
        onChange={set("attributes")}
      />
      <Divider />
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        onClick={more.toggle}
        aria-expanded={showsMore}
        rightSection={showsMore ? <IconChevronUp size={14} /> : <IconChevronDown size={14} />}
        style={{ alignSelf: "flex-start" }}
      >
        {words.more}
      </Button>
      <Collapse expanded={showsMore}>
        <Stack gap="sm">
          <Text size="xs" c="dimmed">
            {words.moreHint}
          </Text>
          <TextInput label={words.userUid} {...typed("userUid")} />
          <TextInput label={words.ip} placeholder="203.0.113.7" {...typed("ip")} />
          <TextInput label={words.userAgent} {...typed("userAgent")} />
        </Stack>
      </Collapse>
    </Stack>
  );
}

interface ChoiceProps {
  label: string;
  data: (string | { value: string; label: string })[];
  value: string;
  onChange: (value: string) => void;
  searchable?: boolean;
  limit?: number;
}

function Choice({ value, onChange, ...props }: ChoiceProps) {
  return (
    <Select
      {...props}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? "")}
      placeholder={words.any}
      nothingFoundMessage={text.app.nothingFound}
      clearable
    />
  );
}

function withLabel(labels: Readonly<Record<string, string>>) {
  return (value: string) => ({ value, label: labels[value] ?? value });
}
