export const session = {
  title: "Sign in to Lenticular",
  hint: "With the e-mail address and password that whoever runs this server gave you.",
  email: "E-mail",
  password: "Password",
  submit: "Sign in",
  again: {
    title: "Your session has ended",
    hint: "Sign in again to go on. What you typed on this page is still there.",
  },
};
