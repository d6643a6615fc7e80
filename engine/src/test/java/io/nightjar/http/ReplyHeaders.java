package io.nightjar.http;

import java.util.Map;

/** Looks into replies for tests of other packages. */
public final class ReplyHeaders {

  private ReplyHeaders() {}

  public static Map<String, String> of(Reply reply) {
    return ((Reply.Content) reply).headers();
  }
}
