import type { JSX } from 'solid-js';
import { qrCode } from '#shared/qr/index.ts';
import s from './QrImage.module.css';

/** Modules of light around a code, which readers need. */
const QUIET = 4;

/** A text as a QR code; nothing when it is too long for one. */
export function QrImage(props: { text: string; label: string }): JSX.Element {
  const code = () => qrCode(props.text);
  const path = () =>
    (code() ?? []).flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : []))).join('');
  const side = () => (code()?.length ?? 0) + 2 * QUIET;
  return (
    <svg class={s.code} role="img" aria-label={props.label} viewBox={`0 0 ${side()} ${side()}`} shape-rendering="crispEdges" data-testid="qr">
      {/* Dark on light in both themes: cameras expect it. */}
      <rect width={side()} height={side()} fill="#fff" />
      <path fill="#000" d={path()} />
    </svg>
  );
}
