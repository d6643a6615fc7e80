package io.nightjar.playbook;

import io.nightjar.playbook.dialect.Vocabulary;
import java.util.Set;

/** What a playbook and its folder may be called, and every word that it may use. */
public final class PlaybookWords {
  private PlaybookWords() {}

  public static Vocabulary vocabulary() {
    return Prelude.vocabulary();
  }

  /** What Nightjar detects of itself, by the names of rules that stand in no file. */
  public static Set<String> rulesOfItself() {
    return PlaybookCompiler.ABOUT_ITSELF;
  }

  /** Whether a folder of that name can hold a playbook. */
  public static boolean isName(String name) {
    return PlaybookFolder.isName(name);
  }
}
