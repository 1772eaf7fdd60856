import { createTheme, type MantineColorsTuple } from "@mantine/core";
import type { MouseEvent } from "react";

import { text } from "../text";

const iris: MantineColorsTuple = [
  "#eef0ff", "#dcdffb", "#b8bdf3", "#9199ec", "#707ae6", "#5b66e3", "#4f5be2", "#404bc9", "#3842b4", "#2c389f",
];
const dark: MantineColorsTuple = [
  "#d5d7e0", "#acaebf", "#8c8fa3", "#666980", "#4d4f66", "#34354a", "#2b2c3d", "#1d1e30", "#14151c", "#0d0e14",
];

// Buttons that are only a cross say what they do.
const CLOSE = { "aria-label": text.app.close };

/** What is typed into a field that searches takes the place of what was chosen, as it does after Tab. */
function selectWords({ currentTarget: field }: MouseEvent<HTMLInputElement>): void {
  if (!field.readOnly) field.select();
}

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: { light: 7, dark: 5 },
  colors: { iris, dark },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  headings: { fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  autoContrast: true,
  components: {
    Paper: { defaultProps: { withBorder: true, radius: "lg" } },
    Card: { defaultProps: { withBorder: true, radius: "lg" } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Select: { defaultProps: { onClick: selectWords } },
    Modal: { defaultProps: { centered: true, radius: "lg", closeButtonProps: CLOSE } },
    Drawer: { defaultProps: { closeButtonProps: CLOSE } },
    Notification: { defaultProps: { closeButtonProps: CLOSE } },
  },
});
