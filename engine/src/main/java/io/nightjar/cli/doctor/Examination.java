package io.nightjar.cli.doctor;

import java.util.List;

/** Looks at one part of the surroundings and changes nothing. */
@FunctionalInterface
interface Examination {

  List<Line> look() throws Exception;
}
