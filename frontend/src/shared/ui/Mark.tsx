/** The product's mark. */
export const Mark = ({ size = 22 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden>
    <rect width="22" height="22" rx="5.5" fill="var(--k-accent)" />
    <path
      d="M7 5v12M7.5 12.5 13 8M10.5 11l4 6"
      fill="none"
      stroke="var(--k-on-accent)"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
    <circle cx="14.6" cy="6.6" r="1.9" fill="var(--k-on-accent)" />
  </svg>
);
