import { Button, Text } from "@mantine/core";
import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { useSearchParams } from "react-router";

import { EmptyState } from "../parts/EmptyState";
import { PageHeader } from "../parts/PageHeader";
import { useSearch } from "../parts/searching";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { experiencesQuery } from "./experience";
import { ExperienceList } from "./ExperienceList";
import { filtered, tagsOf } from "./filtering";
import { Filters, useFilter } from "./Filters";
import { NewExperience } from "./NewExperience";
import { PrioritySidebar } from "./PrioritySidebar";

const said = text.experiences;

export default function ExperiencesPage() {
  const { data: experiences } = useSuspenseQuery(experiencesQuery(useProjectUid()));
  const [isCreating, setIsCreating] = useState(false);
  const [, setParameters] = useSearchParams();
  const [sought, seek] = useSearch();
  const { status, type, tags } = useFilter();
  const tagged = useDeferredValue(tags.join(" "));
  const rows = useMemo(
    () => filtered(experiences, { search: sought, status, type, tags: tagged ? tagged.split(" ") : [] }),
    [experiences, sought, status, type, tagged],
  );
  const known = useMemo(() => tagsOf(experiences), [experiences]);
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsCreating(true)}>
      {said.create}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={said.title}
        hint={said.hint}
        actions={
          experiences.length > 0 && (
            <>
              <PrioritySidebar experiences={experiences} />
              {create}
            </>
          )
        }
      />
      {experiences.length === 0 ? (
        <EmptyState icon={<IconSparkles size={28} />} title={said.list.noneTitle} action={create}>
          {said.list.none}
        </EmptyState>
      ) : (
        <>
          <Filters tags={known} sought={sought} onSeek={seek} />
          <Text size="sm" c="dimmed" mb="xs" role="status">
            {said.list.count(rows.length, experiences.length)}
          </Text>
          {rows.length === 0 ? (
            <EmptyState
              icon={<IconSparkles size={28} />}
              title={text.app.nothingFound}
              action={
                <Button variant="default" mt="sm" onClick={() => setParameters({})}>
                  {said.list.clear}
                </Button>
              }
            >
              {said.list.noMatch}
            </EmptyState>
          ) : (
            <ExperienceList rows={rows} />
          )}
        </>
      )}
      {isCreating && <NewExperience onClose={() => setIsCreating(false)} />}
    </>
  );
}
