import { IconUsers } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "react-router";

import { Failure } from "../api/failures";
import { ErrorNotice } from "../parts/ErrorNotice";
import { Gone } from "../parts/Gone";
import { useProjectUid } from "../projects/project";
import { Waiting } from "../session/Signed";
import { text } from "../text";
import { AudienceEditor } from "./AudienceEditor";
import { audienceQuery } from "./audiences";

const NEW = "new";
// Not there, or no uid at all.
const GONE = [404, 400];

export default function AudiencePage() {
  const { audienceUid = NEW } = useParams();
  // Another audience is another form.
  return audienceUid === NEW ? <New /> : <Existing key={audienceUid} uid={audienceUid} />;
}

function New() {
  const navigate = useNavigate();
  return <AudienceEditor tagged={null} onSaved={({ audience }) => void navigate(`../audiences/${audience.uid}`, { replace: true })} />;
}

function Existing({ uid }: { uid: string }) {
  const projectUid = useProjectUid();
  const queries = useQueryClient();
  const query = audienceQuery(projectUid, uid);
  const { data, error, refetch } = useQuery(query);
  if (error instanceof Failure && GONE.includes(error.status) && !data) {
    return <Gone icon={<IconUsers size={28} />} {...text.audiences.gone} to={`/projects/${projectUid}/audiences`} />;
  }
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return (
    <AudienceEditor
      tagged={data}
      onSaved={(saved) => queries.setQueryData(query.queryKey, saved)}
      onReload={async () => (await queries.fetchQuery({ ...query, staleTime: 0 }))}
    />
  );
}
