/** The drawings of the window. All are decoration: a word beside each says the same. */
import type { ReactElement, ReactNode } from 'react';

function Icon({ size = 16, children }: { size?: number; children: ReactNode }): ReactElement {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export const SearchIcon = (): ReactElement => (
  <Icon>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3.5 3.5" />
  </Icon>
);
export const CloseIcon = (): ReactElement => (
  <Icon size={14}>
    <path d="m4 4 8 8m0-8-8 8" />
  </Icon>
);
export const BackIcon = (): ReactElement => (
  <Icon>
    <path d="M10 3 5 8l5 5" />
  </Icon>
);
export const ChevronIcon = (): ReactElement => (
  <Icon size={14}>
    <path d="m6 3 5 5-5 5" />
  </Icon>
);
export const CheckIcon = ({ size = 14 }: { size?: number }): ReactElement => (
  <Icon size={size}>
    <path d="m3 8.5 3.2 3.2L13 4.8" strokeWidth="1.9" />
  </Icon>
);
export const DashIcon = (): ReactElement => (
  <Icon size={14}>
    <path d="M4 8h8" />
  </Icon>
);
export const OpenIcon = (): ReactElement => (
  <Icon size={14}>
    <circle cx="8" cy="8" r="5.5" strokeDasharray="2.6 2.2" />
  </Icon>
);
export const WarningIcon = (): ReactElement => (
  <Icon>
    <path d="M8 2.2 14.4 13.5H1.6z" />
    <path d="M8 6.5v3.2m0 1.9v.1" />
  </Icon>
);
export const InfoIcon = (): ReactElement => (
  <Icon>
    <circle cx="8" cy="8" r="6" />
    <path d="M8 7.5v3.2m0-5.4v.1" />
  </Icon>
);
export const OfflineIcon = (): ReactElement => (
  <Icon>
    <path d="M2 2l12 12M4.6 7.5a5 5 0 0 1 1.8-1M9.7 6.5a5 5 0 0 1 1.7 1M2.4 5.2A8 8 0 0 1 4 4.1M7 3.1a8 8 0 0 1 6.6 2.1M6.8 9.9a2 2 0 0 1 2.4 0" />
    <path d="M8 12.6v.1" />
  </Icon>
);
export const StarIcon = (): ReactElement => (
  <Icon>
    <path d="m8 2 1.8 3.8 4.1.5-3 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1-3-2.9 4.1-.5z" />
  </Icon>
);
export const DatabaseIcon = ({ size = 16 }: { size?: number }): ReactElement => (
  <Icon size={size}>
    <ellipse cx="8" cy="3.8" rx="5" ry="1.9" />
    <path d="M3 3.8v8.4c0 1 2.2 1.9 5 1.9s5-.9 5-1.9V3.8M3 8c0 1 2.2 1.9 5 1.9S13 9 13 8" />
  </Icon>
);
export const LayersIcon = ({ size = 16 }: { size?: number }): ReactElement => (
  <Icon size={size}>
    <path d="m8 2 6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3" />
  </Icon>
);
export const InboxIcon = ({ size = 16 }: { size?: number }): ReactElement => (
  <Icon size={size}>
    <path d="M2 9.5 4 3.5h8l2 6v3H2zM2 9.5h3.5l1 1.5h3l1-1.5H14" />
  </Icon>
);
export const HistoryIcon = ({ size = 16 }: { size?: number }): ReactElement => (
  <Icon size={size}>
    <path d="M2.5 8a5.5 5.5 0 1 0 1.8-4.1L2.5 5.5M2.5 2.5v3h3M8 5v3.2l2 1.3" />
  </Icon>
);

/** The sign of Stint: a ring that has begun to drain. */
export function Mark({ size = 18 }: { size?: number }): ReactElement {
  return (
    <svg aria-hidden="true" className="mark" width={size} height={size} viewBox="0 0 18 18" fill="none">
      <circle cx="9" cy="9" r="7" stroke="var(--line)" strokeWidth="3" />
      <path d="M9 2a7 7 0 1 1-6.1 3.6" stroke="var(--live)" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
