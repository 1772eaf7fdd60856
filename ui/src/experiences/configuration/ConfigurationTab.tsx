import { Group, Select, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";

import { text } from "../../text";
import { draftOf, type Experience, liveOf, taggedVersionsQuery, type Version } from "../experience";
import { VersionEditor } from "./VersionEditor";

interface Held {
  version: Version;
  parameter: string | null;
}

const said = text.experiences;

/** The version that the address names (`?version=`); else the draft, else the live one. */
export function ConfigurationTab({ experience }: { experience: Experience }) {
  const [parameters, setParameters] = useSearchParams();
  const parameter = parameters.get("version");
  const { data } = useSuspenseQuery(taggedVersionsQuery(experience.project, experience.uid));
  const versions = data.thing ?? NONE;
  // While something is typed its version stays, even where somebody else discards it or makes another draft.
  const [held, setHeld] = useState<Held | null>(null);
  const named = versions.find(({ uid }) => uid === parameter) ?? draftOf(versions) ?? liveOf(versions) ?? versions[0];
  const present = held?.parameter === parameter ? (versions.find(({ uid }) => uid === held.version.uid) ?? held.version) : named;
  const read = useMemo(() => present && { thing: present, etag: data.etag }, [present, data.etag]);
  if (!read) return null;
  const show = (uid: string) => setParameters({ version: uid });
  return (
    <>
      {versions.length > 1 && <Picker versions={versions} shown={read.thing} onPick={show} />}
      <VersionEditor
        key={read.thing.uid}
        experience={experience}
        versions={versions}
        read={read}
        onHold={(version) => setHeld(version && { version, parameter })}
        onShow={show}
        onForget={() => setParameters({})}
      />
    </>
  );
}

const NONE: Version[] = [];

interface PickerProps {
  versions: readonly Version[];
  shown: Version;
  onPick: (uid: string) => void;
}

function Picker({ versions, shown, onPick }: PickerProps) {
  return (
    <Group gap="sm" mb="md">
      <Select
        aria-label={said.versionLabel}
        data={versions.map(({ uid, versionNumber, status }) => ({
          value: uid,
          label: `${said.version(versionNumber)} · ${said.statuses[status]}`,
        }))}
        value={shown.uid}
        onChange={(uid) => uid && uid !== shown.uid && onPick(uid)}
        allowDeselect={false}
        w={240}
      />
      {shown.status === "ACTIVE" && (
        <Text size="sm" c="dimmed">
          {said.versions.live}
        </Text>
      )}
    </Group>
  );
}
