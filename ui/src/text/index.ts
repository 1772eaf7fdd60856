// Every word of the console, by area. English; another language is another folder of the same shape.
import { analytics } from "./analytics";
import { app } from "./app";
import { attributes } from "./attributes";
import { audiences } from "./audiences";
import { content } from "./content";
import { events } from "./events";
import { experiences } from "./experiences";
import { preview } from "./preview";
import { projects } from "./projects";
import { session } from "./session";
import { settings } from "./settings";

export const text = {
  analytics, app, attributes, audiences, content, events, experiences, preview, projects, session, settings,
};
