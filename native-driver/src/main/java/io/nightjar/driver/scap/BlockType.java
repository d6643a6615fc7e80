package io.nightjar.driver.scap;

/**
 * What blocks hold. Process lists have a code for each version up to the ninth; from then on
 * entries say their length and new fields are appended. The first releases used codes of their own,
 * which some old captures still have.
 */
enum BlockType {
  SECTION("the section header"),
  MACHINE("the machine block"),
  PROCESSES("the list of processes"),
  DESCRIPTORS("the list of descriptors"),
  EVENT("the event block"),
  USERS("the list of users"),
  OTHER("the block");

  /** The same backwards, so that it is found before the byte order is known. */
  static final int SECTION_CODE = 0x0a0d0d0a;

  /** First version of the process list whose entries say their length. */
  static final int SIZED_PROCESSES = 9;

  private final String title;

  BlockType(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  static BlockType of(int code) {
    return switch (code) {
      case SECTION_CODE -> SECTION;
      case 0x201, 0x8002abcd -> MACHINE;
      case 0x202, 0x8000abcd, 0x207, 0x8013abcd, 0x209, 0x8014abcd -> PROCESSES;
      case 0x210, 0x211, 0x212, 0x213, 0x214, 0x215 -> PROCESSES;
      case 0x203, 0x8001abcd, 0x218 -> DESCRIPTORS;
      case 0x204, 0x8010abcd, 0x208, 0x216, 0x217, 0x221, 0x222 -> EVENT;
      case 0x206, 0x8012abcd, 0x220 -> USERS;
      // lists of interfaces (0x205, 0x219) among them: no event needs them
      default -> OTHER;
    };
  }

  /** Version of a list of processes, 1 to 9. */
  static int processVersion(int code) {
    return switch (code) {
      case 0x202, 0x8000abcd -> 1;
      case 0x207, 0x8013abcd -> 2;
      case 0x209, 0x8014abcd -> 3;
      default -> code - 0x210 + 4;
    };
  }

  /** Whether each entry of a list of descriptors or users starts with its length. */
  static boolean sizedEntries(int code) {
    return code == 0x218 || code == 0x220;
  }

  /** Whether flags stand before the event. */
  static boolean eventFlags(int code) {
    return code == 0x208 || code == 0x217 || code == 0x222;
  }

  /** Whether the header of the event says how many parameters it has. */
  static boolean parameterCount(int code) {
    return code == 0x216 || code == 0x217 || code == 0x221 || code == 0x222;
  }
}
