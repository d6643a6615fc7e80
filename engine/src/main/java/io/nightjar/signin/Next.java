package io.nightjar.signin;

import java.util.regex.Pattern;

/** Where a person goes on who has signed in: to a page of this server, whatever was asked for. */
final class Next {

  private static final Pattern OURS = Pattern.compile("/(?![/\\\\])[!-\\[\\]-~]{0,1000}");

  private Next() {}

  static String within(String wanted) {
    return OURS.matcher(wanted).matches() ? wanted : "/";
  }
}
