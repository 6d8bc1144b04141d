// What the server wrote into the page: who reads, in which language, with which token he may write.
export const boot = window.talent_boot || { user: "Guest", words: {}, language: "en" };
