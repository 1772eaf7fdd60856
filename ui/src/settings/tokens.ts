import { queryOptions } from "@tanstack/react-query";

import { content, inStack } from "../api/client";
import { keys } from "../app/queries";

/** The names of a stack's environments. */
export function environmentsQuery(stackKey: string) {
  return queryOptions({
    queryKey: keys.stack(stackKey, "environment-names"),
    queryFn: async (): Promise<string[]> => {
      const { data } = await content.GET("/environments", { headers: inStack(stackKey) });
      return Array.isArray(data?.environments) ? data.environments.map(({ name }) => name) : [];
    },
  });
}

/** Make a token that reads what is published to an environment; nobody can see its text again. */
export async function createToken(stackKey: string, name: string, environment: string): Promise<string> {
  const scope = [
    { module: "environment" as const, environments: [environment], branches: [], branch_aliases: [] },
    { module: "branch" as const, environments: [], branches: ["main"], branch_aliases: [] },
  ];
  const body = { token: { name, description: "", scope } };
  const { data } = await content.POST("/stacks/delivery_tokens", { headers: inStack(stackKey), body });
  return data?.token.token ?? "";
}
