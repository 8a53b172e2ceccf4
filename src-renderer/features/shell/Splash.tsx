import type { JSX } from 'solid-js';
import { t } from '../../strings/index.ts';
import { Mark } from '../../ui/Mark.tsx';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import s from './Splash.module.css';

/** Before anything is known: the mark, and only when it takes noticeably long. */
export function Splash(): JSX.Element {
  return (
    <main class={s.splash} aria-busy="true">
      <div class={s.mark}>
        <Mark size={72} />
      </div>
      <VisuallyHidden>{t.app.starting}</VisuallyHidden>
    </main>
  );
}
