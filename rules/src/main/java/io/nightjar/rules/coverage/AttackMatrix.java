package io.nightjar.rules.coverage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The matrix of MITRE ATT&CK for Containers, which lies beside this class as data.
 *
 * @param version of ATT&CK that the list was taken from
 * @param beyond names of techniques of other platforms, by id
 */
public record AttackMatrix(
    String name, String version, List<Tactic> tactics, SortedMap<String, String> beyond) {

  /** A column of the matrix. */
  public record Tactic(String id, String name, List<Technique> techniques) {
    public Tactic {
      techniques = List.copyOf(techniques);
    }

    /** As tags of rules name it: {@code mitre_initial_access}. */
    public String tag() {
      return "mitre_" + name.toLowerCase(java.util.Locale.ROOT).replace(' ', '_');
    }
  }

  /**
   * A technique or a part of one.
   *
   * @param id {@code T1611} or {@code T1552.007}
   * @param limits what of it rules cannot see
   */
  public record Technique(String id, String name, String limits) {}

  public AttackMatrix {
    tactics = List.copyOf(tactics);
    beyond = Collections.unmodifiableSortedMap(new TreeMap<>(beyond));
  }

  /** The one that this version of Nightjar knows. */
  public static AttackMatrix containers() {
    try (InputStream in = AttackMatrix.class.getResourceAsStream("attack.yaml")) {
      Object data = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      return new ObjectMapper().convertValue(data, AttackMatrix.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the list of techniques cannot be read", e);
    }
  }

  /** Whether a technique is in the matrix or in the list beyond it. */
  public boolean knows(String id) {
    return beyond.containsKey(id)
        || tactics.stream().flatMap(t -> t.techniques().stream()).anyMatch(t -> t.id().equals(id));
  }
}
