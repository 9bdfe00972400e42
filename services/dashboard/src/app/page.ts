import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';

/** A page that is fetched when somebody goes there, by the name under which its file exports it. */
export function page<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): Pick<RouteObject, 'lazy'> {
  return { lazy: { Component: async () => (await load())[name] } };
}
