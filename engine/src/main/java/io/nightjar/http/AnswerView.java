package io.nightjar.http;

import io.nightjar.respond.AnswerLink;
import io.nightjar.respond.Response;

/** Shows what people see who follow an answer link. Thread safe. */
public interface AnswerView {

  /**
   * What is asked, with a form that posts {@code answer} and {@code comment} to its own address.
   */
  Reply question(ResponseStory story, AnswerLink link);

  /**
   * What became of it, or how it stands where nothing more can be said.
   *
   * @param good whether what the person wanted was done
   */
  Reply result(int status, Response response, boolean good, String words);

  /** Where there is nothing to show. */
  Reply nothing(int status, String words, String more);
}
