package io.nightjar.page.engine;

import java.time.Instant;
import java.util.List;

/** What was given up of the notifications, and sending it again. */
public interface DeadLetters {

  /** Where nothing keeps them. */
  DeadLetters NONE =
      new DeadLetters() {
        @Override
        public List<Letter> newest(int limit) {
          return List.of();
        }

        @Override
        public String sendAgain(String id, String who) {
          return "nothing is kept of it";
        }
      };

  /**
   * One that was given up.
   *
   * @param channel whom it was for
   * @param what it says
   * @param why it could not be delivered
   */
  record Letter(String id, String channel, String what, Instant at, String why) {}

  /** The newest first. */
  List<Letter> newest(int limit);

  /**
   * @param who signed in
   * @return what is against it; empty when it was handed over
   */
  String sendAgain(String id, String who);
}
