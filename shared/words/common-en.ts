/** Words that main and the window share, in English. */
export const commonEnglish = {
  call: {
    cancelled: 'Cancelled; nothing was changed.',
    invalid: 'Stint did not understand that. Nothing was changed.',
    bug: 'Something went wrong in Stint. Nothing is lost; mention {reference} when you report it.',
  },
} as const;
