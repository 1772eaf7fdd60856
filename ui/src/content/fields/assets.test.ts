import { expect, test } from "vitest";

import { containing } from "./assets";

test("what is typed is looked for as it is", () => {
  expect(containing(" a+b (1).jpg ")).toEqual({ $regex: "a\\+b \\(1\\)\\.jpg", $options: "i" });
});
