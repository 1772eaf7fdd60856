import { Group, Radio, SimpleGrid, Text } from "@mantine/core";

interface Option {
  value: string;
  label: string;
  hint: string;
}

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly Option[];
}

/** One of a few ways, each with what it means. */
export function Choice({ label, value, onChange, options }: Props) {
  return (
    <Radio.Group aria-label={label} value={value} onChange={onChange}>
      <SimpleGrid cols={{ base: 1, sm: options.length }} spacing="sm">
        {options.map((option) => (
          <Radio.Card key={option.value} value={option.value} p="md" radius="md" aria-label={option.label} bg="var(--mantine-color-body)" style={{ display: "flex", alignItems: "flex-start" }}>
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <Radio.Indicator mt={2} />
              <div>
                <Text size="sm" fw={600}>
                  {option.label}
                </Text>
                <Text size="sm" c="dimmed">
                  {option.hint}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}
