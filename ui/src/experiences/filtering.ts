import type { Experience } from "./experience";

export interface Filter {
  search: string;
  status: string;
  type: string;
  tags: readonly string[];
}

/** The experiences that fit every part of a filter; of the tags, one is enough. */
export function filtered(experiences: readonly Experience[], { search, status, type, tags }: Filter): Experience[] {
  const wanted = search.trim().toLocaleLowerCase();
  return experiences.filter(
    (experience) =>
      (!status || experience.status === status) &&
      (!type || experience.__type === type) &&
      (tags.length === 0 || tags.some((tag) => experience.tags.includes(tag))) &&
      (!wanted || isFound(experience, wanted)),
  );
}

/** Every tag in use, in the order of the alphabet. */
export function tagsOf(experiences: readonly Experience[]): string[] {
  return [...new Set(experiences.flatMap(({ tags }) => tags))].sort();
}

function isFound(experience: Experience, wanted: string): boolean {
  return (
    experience.name.toLocaleLowerCase().includes(wanted) ||
    experience.description.toLocaleLowerCase().includes(wanted) ||
    experience.shortUid === wanted ||
    experience.uid === wanted
  );
}
