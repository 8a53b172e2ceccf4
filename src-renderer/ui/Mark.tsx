import { createUniqueId, type JSX } from 'solid-js';

/** The app's mark: a petrel over water. */
export function Mark(props: { size: number }): JSX.Element {
  const id = createUniqueId();
  return (
    <svg width={props.size} height={props.size} viewBox="0 0 64 64" aria-hidden="true">
      <defs>
        <linearGradient id={`sky-${id}`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="var(--mark-top)" />
          <stop offset="1" stop-color="var(--mark-bottom)" />
        </linearGradient>
      </defs>
      <rect width="64" height="64" rx="15" fill={`url(#sky-${id})`} />
      <path
        fill="var(--mark-bird)"
        d="M7 21.5c9.6-3.4 17.4-1.6 23 5.4 1.5-1.2 3.3-1.6 5.1-1.1 5.9-8.3 13-12 22-11.3-6 3.6-10.3 8.5-12.9 14.7-1.9 4.5-5.3 7.4-10 8.600l-7.7 5.7 1.1-5.900C20.5 35.6 13 30.3 7 21.500Z"
      />
      <path fill="none" stroke="var(--mark-bird)" stroke-opacity=".55" stroke-width="2.6" stroke-linecap="round" d="M13 50c3.2 0 3.2 2.4 6.4 2.400s3.2-2.4 6.4-2.4 3.2 2.4 6.4 2.4 3.2-2.4 6.4-2.4 3.2 2.4 6.4 2.4 3.2-2.4 6.4-2.4" />
    </svg>
  );
}
