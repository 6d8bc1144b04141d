// Names that tie labels, hints and headings to what they are about.
let last = 0;

export const useId = () => `tp-${++last}`;
