import type { JSX } from 'solid-js';
import { t } from '../../strings/index.ts';

export function AuthPages(): JSX.Element {
  return <main aria-label={t.auth.region} />;
}
