/** The product's mark: a well, and the state of lowest energy in it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} fill="none" aria-hidden="true">
      <path
        d="M4 6c3 0 4 20 12 20S25 6 28 6"
        stroke="currentColor"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="16" cy="20" r="3.4" fill="currentColor" />
    </svg>
  );
}
