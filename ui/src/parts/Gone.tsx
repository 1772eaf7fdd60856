import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { EmptyState } from "./EmptyState";

interface Props {
  icon: ReactNode;
  title: string;
  body: string;
  action: string;
  to: string;
}

/** What stands where an address leads to nothing, or to something of another project; and the way on. */
export function Gone({ icon, title, body, action, to }: Props) {
  return (
    <EmptyState
      icon={icon}
      title={title}
      action={
        <Button component={Link} to={to} mt="sm">
          {action}
        </Button>
      }
    >
      {body}
    </EmptyState>
  );
}
