package io.nightjar.actions.kubernetes;

import io.nightjar.actions.Parameters;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which earlier revision's images a Deployment goes back to. */
sealed interface RevisionChoice {
  String NOT_IMAGE = "notImage";

  /**
   * @param images container name to the image that it gets; only those that change
   * @param unknown containers that the revision does not have: they keep their image
   * @param accused those of {@code images} that are accused
   */
  record Chosen(long revision, Map<String, String> images, Set<String> unknown, Set<String> accused)
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
    List<String> accused = accused(parameters);
    String wanted = parameters.text(RollBackImage.TO_REVISION, "");
    if (!wanted.isEmpty()) {
      return kept.stream()
          .filter(revision -> String.valueOf(revision.number()).equals(wanted))
          .findFirst()
          .map(revision -> chosen(current, revision, accused))
          .orElseGet(() -> new None("no ReplicaSet keeps revision " + wanted));
    }
    List<String> named = parameters.list(NOT_IMAGE);
    if (!named.isEmpty() && current.values().stream().noneMatch(image -> isIn(named, image))) {
      return new Nothing("no container uses an accused image");
    }
    Optional<Revision> gone = accusedInstead(current, kept, accused);
    if (gone.isPresent()) {
      return new Nothing(
          "the accused image is that of revision "
              + gone.get().number()
              + ", which is not the present one");
    }
    return kept.stream()
        .filter(revision -> revision.number() < currentRevision)
        .sorted(Comparator.comparingLong(Revision::number).reversed())
        .map(revision -> chosen(current, revision, accused))
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

  /** Whether no container uses an image that the parameters accuse. */
  static boolean isClean(Map<String, String> current, Parameters parameters) {
    List<String> accused = accused(parameters);
    return current.values().stream().noneMatch(image -> isIn(accused, image));
  }

  private static List<String> accused(Parameters parameters) {
    return Stream.of(NOT_IMAGE, Parameters.ACCUSED_IMAGES)
        .flatMap(name -> parameters.list(name).stream())
        .toList();
  }

  /**
   * The revision with an accused image, where the present one has none. An image that no revision
   * has is written in another way (by digest, say) and tells nothing.
   */
  private static Optional<Revision> accusedInstead(
      Map<String, String> current, List<Revision> kept, Collection<String> accused) {
    return current.values().stream().anyMatch(image -> isIn(accused, image))
        ? Optional.empty()
        : kept.stream()
            .filter(one -> one.images().values().stream().anyMatch(image -> isIn(accused, image)))
            .max(Comparator.comparingLong(Revision::number));
  }

  private static RevisionChoice chosen(
      Map<String, String> current, Revision revision, Collection<String> accused) {
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
        : new Chosen(
            revision.number(),
            images,
            unknown,
            images.values().stream()
                .filter(image -> isIn(accused, image))
                .collect(Collectors.toCollection(TreeSet::new)));
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
