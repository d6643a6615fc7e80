package io.nightjar.tune;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the responses that detections led to.
 *
 * @param responses all of them
 * @param approved a person agreed
 * @param denied a person refused
 * @param wanted a person asked for it
 * @param acted something was done
 */
public record Said(int responses, int approved, int denied, int wanted, int acted) {

  /** Whether a person took it for real. */
  boolean takenForReal() {
    return approved > 0 || wanted > 0;
  }

  /** For people. */
  public String words() {
    if (responses == 0) {
      return "no responses";
    }
    List<String> words = new ArrayList<>();
    words.add(responses + (responses == 1 ? " response" : " responses"));
    if (denied > 0) {
      words.add("denied " + denied + " of " + responses + " by people");
    }
    if (approved > 0) {
      words.add("approved " + approved);
    }
    if (wanted > 0) {
      words.add("asked for by people " + wanted);
    }
    if (acted > 0) {
      words.add("acted " + acted);
    }
    return String.join(", ", words);
  }
}
