package io.nightjar.signin;

import io.nightjar.http.Reply;

/** Shows the sign-in form, which posts to {@code /sign-in}. */
@FunctionalInterface
public interface SignInView {

  /** A page that begins with {@code question}'s problem, if there is one. */
  Reply show(SignInQuestion question);
}
