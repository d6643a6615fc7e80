package io.nightjar.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds the control groups of containers below the root of a hierarchy, by the ids in the names
 * that the container runtime gave them.
 *
 * <p>Below a pod's container nothing is looked for: what a container makes there bears whatever
 * names it likes. Any thread.
 */
final class ContainerGroups {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_FOLDERS = 100_000;
  private static final String PROCESSES = "cgroup.procs";
  private static final Pattern CONTROLLER_FILE =
      Pattern.compile("(cgroup|cpu|cpuacct|cpuset|memory|pids|io|blkio|hugetlb|rdma|misc)\\.");

  private final Path root;

  /**
   * @param root where the hierarchy is mounted
   */
  ContainerGroups(Path root) {
    this.root = root;
  }

  /**
   * A container's group.
   *
   * @param folder in the file system of the groups
   */
  record Group(Path folder, ContainerIdentity container) {}

  /** More than one only where somebody has made a group under another container's name. */
  List<Group> ofContainer(String containerId) {
    return find(container -> container.containerId().equals(containerId));
  }

  List<Group> ofPod(String podUid) {
    return find(container -> !container.isHost() && container.podUid().equals(podUid));
  }

  /** The processes in a group and those below it. */
  static List<Integer> processes(Path group) {
    List<Integer> pids = new ArrayList<>();
    processes(group, pids, 0);
    return pids;
  }

  private static void processes(Path group, List<Integer> pids, int depth) {
    try {
      for (String line : Files.readAllLines(group.resolve(PROCESSES))) {
        // 0 stands for a process of a pid namespace that cannot be seen from here
        if (!line.isBlank() && !line.equals("0")) {
          pids.add(Integer.parseInt(line.strip()));
        }
      }
    } catch (IOException goneOrThreaded) {
      return;
    }
    if (depth < MAX_DEPTH) {
      folders(group).forEach(below -> processes(below, pids, depth + 1));
    }
  }

  private List<Group> find(Predicate<ContainerIdentity> wanted) {
    Search search = new Search(wanted);
    search.below(root, 0);
    return search.found;
  }

  private final class Search {
    private final Predicate<ContainerIdentity> wanted;
    private final List<Group> found = new ArrayList<>();
    private int seen;

    Search(Predicate<ContainerIdentity> wanted) {
      this.wanted = wanted;
    }

    void below(Path folder, int depth) {
      for (Path below : folders(folder)) {
        if (++seen > MAX_FOLDERS) {
          return;
        }
        ContainerIdentity container = ContainerIdentity.ofCgroupPath("/" + root.relativize(below));
        boolean isWanted = wanted.test(container);
        if (isWanted) {
          found.add(new Group(below, container));
        }
        boolean ofAPod = !container.isHost() && !container.podUid().isEmpty();
        if (!isWanted && !ofAPod && depth < MAX_DEPTH) {
          below(below, depth + 1);
        }
      }
    }
  }

  /**
   * A folder of control groups holds some forty files, so those that hold no folders are not read,
   * and of the others what is called as a controller's file is looked at last, if at all.
   */
  private static List<Path> folders(Path folder) {
    List<Path> folders = new ArrayList<>();
    int all = foldersIn(folder);
    String[] names = all == 0 ? null : folder.toFile().list();
    if (names == null) {
      return folders;
    }
    collect(folder, names, name -> !CONTROLLER_FILE.matcher(name).lookingAt(), all, folders);
    collect(folder, names, name -> CONTROLLER_FILE.matcher(name).lookingAt(), all, folders);
    return folders;
  }

  private static void collect(
      Path folder, String[] names, Predicate<String> now, int all, List<Path> folders) {
    for (String name : names) {
      if (folders.size() == all) {
        return;
      }
      if (now.test(name)) {
        Path entry = folder.resolve(name);
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          folders.add(entry);
        }
      }
    }
  }

  private static int foldersIn(Path folder) {
    try {
      int links = (int) Files.getAttribute(folder, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
      return links < 2 ? -1 : links - 2;
    } catch (IOException | UnsupportedOperationException gone) {
      return -1;
    }
  }
}
