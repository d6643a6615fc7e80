package io.nightjar.actions.kubernetes;

import io.nightjar.actions.Parameters;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which earlier revision's images a Deployment goes back to. */
sealed interface RevisionChoice {

  /**
   * @param images container name to the image that it gets; only those that change
   * @param unknown containers that the revision does not have: they keep their image
   */
  record Chosen(long revision, Map<String, String> images, Set<String> unknown)
      implements RevisionChoice {}

  record Nothing(String why) implements RevisionChoice {}

  record None(String why) implements RevisionChoice {}

  /**
   * @param current container name to image
   * @param currentRevision the Deployment's own number; {@link Long#MAX_VALUE} when unknown
   * @param kept the revisions that ReplicaSets of the Deployment keep
   * @param distrusted images that an earlier rollback left behind; going back to them would undo it
   */
  static RevisionChoice of(
      Map<String, String> current,
      long currentRevision,
      List<Revision> kept,
      Parameters parameters,
      Collection<String> distrusted) {
    String wanted = parameters.text("toRevision", "");
    if (!wanted.isEmpty()) {
      return kept.stream()
          .filter(revision -> String.valueOf(revision.number()).equals(wanted))
          .findFirst()
          .map(revision -> chosen(current, revision))
          .orElseGet(() -> new None("no ReplicaSet keeps revision " + wanted));
    }
    List<String> accused = parameters.list("notImage");
    if (!accused.isEmpty() && current.values().stream().noneMatch(image -> isIn(accused, image))) {
      return new Nothing("no container uses an accused image");
    }
    return kept.stream()
        .filter(revision -> revision.number() < currentRevision)
        .sorted(Comparator.comparingLong(Revision::number).reversed())
        .map(revision -> chosen(current, revision))
        .filter(
            choice -> choice instanceof Chosen fit && isClean(current, fit, accused, distrusted))
        .findFirst()
        .orElseGet(
            () ->
                new None(
                    "no earlier revision with other"
                        + (accused.isEmpty() ? "" : ", unaccused")
                        + " images is kept"));
  }

  private static RevisionChoice chosen(Map<String, String> current, Revision revision) {
    Map<String, String> images = new LinkedHashMap<>();
    Set<String> unknown = new TreeSet<>();
    current.forEach(
        (container, image) -> {
          String earlier = revision.images().get(container);
          if (earlier == null) {
            unknown.add(container);
          } else if (!earlier.equals(image)) {
            images.put(container, earlier);
          }
        });
    return images.isEmpty()
        ? new Nothing("the images are those of revision " + revision.number() + " already")
        : new Chosen(revision.number(), images, unknown);
  }

  private static boolean isClean(
      Map<String, String> current,
      Chosen choice,
      Collection<String> accused,
      Collection<String> distrusted) {
    return current.entrySet().stream()
        .map(container -> choice.images().getOrDefault(container.getKey(), container.getValue()))
        .noneMatch(image -> isIn(accused, image) || isIn(distrusted, image));
  }

  private static boolean isIn(Collection<String> images, String image) {
    return images.stream().anyMatch(one -> ImageReference.same(one, image));
  }
}
