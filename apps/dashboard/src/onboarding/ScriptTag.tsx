import { useQuery } from "@tanstack/react-query";
import { configQuery } from "../api/queries.ts";
import { CopyField } from "../ui/CopyField.tsx";
import { SkeletonArea } from "../ui/Skeleton.tsx";
import { namedIngest, scriptTag, usualIngest } from "./instructions.ts";
import styles from "./Onboarding.module.css";

/** The script tag with the ingest service that the server names; where it names none, with the usual place and a word about it. */
export function ScriptTag({ projectKey }: { projectKey: string }) {
  const config = useQuery(configQuery());
  if (config.isPending) return <SkeletonArea label="Loading the script tag" />;
  const named = namedIngest(config.data?.ingestUrl);
  return (
    <>
      <CopyField label="script tag" text={scriptTag(named ?? usualIngest(location), projectKey)} />
      {named === null && (
        <p className={styles.lead}>
          The server did not say where it takes in measurements. The address in the tag is the usual one: port 4000 of
          this host.
        </p>
      )}
    </>
  );
}
