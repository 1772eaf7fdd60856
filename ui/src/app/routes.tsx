import { type ComponentType, lazy } from "react";
import { createBrowserRouter, Navigate } from "react-router";

import { ProjectLayout } from "../projects/ProjectLayout";
import { Signed } from "../session/Signed";
import { NotFound, RouteFailed } from "./pages";

type Page = () => Promise<{ default: ComponentType }>;

// Each area comes when it is asked for, so that the first page is small.
function page(load: Page) {
  const Lazy = lazy(load);
  return <Lazy />;
}

export const router = createBrowserRouter([
  {
    element: <Signed />,
    errorElement: <RouteFailed />,
    children: [
      { index: true, element: <Navigate to="/projects" replace /> },
      { path: "projects", element: page(() => import("../projects/ProjectsPage")) },
      {
        path: "projects/:projectUid",
        element: <ProjectLayout />,
        errorElement: <RouteFailed />,
        children: [
          {
            // Within: what fails leaves the frame as it is.
            errorElement: <RouteFailed />,
            children: [
              { index: true, element: <Navigate to="experiences" replace /> },
              { path: "experiences", element: page(() => import("../experiences/ExperiencesPage")) },
              { path: "experiences/:experienceUid/*", element: page(() => import("../experiences/ExperiencePage")) },
              { path: "audiences", element: page(() => import("../audiences/AudiencesPage")) },
              { path: "audiences/:audienceUid", element: page(() => import("../audiences/AudiencePage")) },
              { path: "attributes", element: page(() => import("../attributes/AttributesPage")) },
              { path: "events", element: page(() => import("../events/EventsPage")) },
              { path: "preview", element: page(() => import("../preview/PreviewPage")) },
              { path: "content/*", element: page(() => import("../content/ContentPage")) },
              { path: "settings/*", element: page(() => import("../settings/SettingsPage")) },
            ],
          },
        ],
      },
      { path: "*", element: <NotFound /> },
    ],
  },
]);
