/** The link to share. */

export const share = {
  title: "Share a link", link: "Link", copy: "Copy the link", copied: "Copied", close: "Close", open: "Share a link",
  holds: "The link holds the policy only. It stays in the address and is sent nowhere.",
  withDisk: (name: string) => `Include the id of ${name}`,
  warning: "The id tells subscription, resource group and disk to everybody who has the link.",
  tooLong: "This policy is too long for a link. Share it as a file: Export, Policy.",
  secret: "The policy holds something that looks like a key or a token, so no link is made. Look at its tags.",
  applied: "The policy of the link is in use. Ctrl+Z takes it back.",
  refusedTitle: "The link was not used",
  refused: {
    version: "It was made by another version of Snapline, and this one cannot read it. Open it with the newest page.",
    long: "It is longer than a link of Snapline can be.",
    malformed: "It is not a link of Snapline, or it was cut off on the way. Ask for it again.",
  },
  unchanged: "It changed nothing.",
};
