/** What every Lucide icon becomes (see icons.ts): our own drawing of the library's outline. */
import type { Component } from 'svelte';
import LucideIcon, { type Outline, type IconProps } from './LucideIcon.svelte';

export const icon =
  (outline: Outline): Component<IconProps> =>
  (anchor, props) =>
    LucideIcon(anchor, {
      outline,
      get size() {
        return props.size;
      },
    });
