package io.nightjar.cli.doctor;

import java.util.List;

/**
 * What {@code attack} needs of the machine.
 *
 * @param missing Debian packages that are not there
 */
record ContainerExamination(List<String> missing) implements Examination {

  @Override
  public List<Line> look() {
    return List.of(
        missing.isEmpty()
            ? Line.ok("attack containers", "runc and a static busybox")
            : Line.warn(
                "attack containers",
                "not installed: " + String.join(", ", missing),
                "./nightjar attack cannot start containers; type: sudo apt-get install -y"
                    + " --no-install-recommends "
                    + String.join(" ", missing)));
  }
}
