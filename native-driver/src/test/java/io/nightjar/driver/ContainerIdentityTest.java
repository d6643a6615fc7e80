package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerIdentityTest {
  private static final String ID =
      "3f4b1c2d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809";
  private static final String OTHER =
      "00000000000000000000000000000000000000000000000000000000000000ff";
  private static final String UID = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

  @ParameterizedTest
  @CsvSource({
    "/kubepods/besteffort/pod%UID/%ID, %UID",
    "/kubepods/pod%UID/%ID, %UID",
    "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod%UND.slice/cri-containerd-%ID.scope,"
        + " %UID",
    "/kubepods.slice/kubepods-pod%UND.slice/crio-%ID.scope, %UID",
    "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod%UND.slice/docker-%ID.scope,"
        + " %UID",
    "/system.slice/containerd.service/kubepods-besteffort-pod%UND.slice:cri-containerd:%ID, %UID",
    "/../../kubepods/burstable/pod%UID/%ID, %UID",
    "/kubepods/besteffort/pod%UID/%ID/init.scope, %UID",
    "/kubepods/besteffort/pod%UID/%OTHER/docker/%ID, %UID",
    "/kubepods.slice/kubepods-pod%UND.slice/cri-containerd-%OTHER.scope/system.slice/docker-%ID.scope,"
        + " %UID",
    "/kubepods/pod%UID/%OTHER/docker/%OTHER/kubepods/pod11111111-2222-3333-4444-555555555555/%ID,"
        + " %UID",
    "/docker/%OTHER/kubelet/kubepods/besteffort/pod%UID/%ID, %UID",
    "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/kubelet-kubepods-besteffort-pod%UND.slice/cri-containerd-%ID.scope,"
        + " %UID",
    "/kubepods/burstable/pod0a1b2c3d4e5f60718293a4b5c6d7e8f9/%ID, 0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0a1b2c3d4e5f60718293a4b5c6d7e8f9.slice/cri-containerd-%ID.scope,"
        + " 0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod%UND.slice/crio-%ID.scope/container,"
        + " %UID",
    "/kubepods/burstable/pod%UID/crio-%ID, %UID",
    "/kubepods.slice/kubepods-pod%UND.slice/libpod-%ID.scope, %UID",
    "/k8s.io/%ID, ''",
    "/system.slice/nerdctl-%ID.scope, ''",
    "/user.slice/user-1000.slice/user@1000.service/app.slice/docker-%ID.scope, ''",
    "/user.slice/user-1000.slice/user@1000.service/user.slice/user-libpod_pod_%OTHER.slice/libpod-%ID.scope/container,"
        + " ''",
    "/machine.slice/machine-libpod_pod_%OTHER.slice/libpod-%ID.scope, ''",
    "/ecs/1d2c3b4a5f6e70819203a4b5c6d7e8f9/%ID, ''",
    "/actions_job/%ID, ''",
    "/docker/%ID, ''",
    "/system.slice/docker-%ID.scope, ''",
    "/machine.slice/libpod-%ID.scope, ''",
    "/machine.slice/libpod-%ID.scope/container, ''",
    "/libpod_parent/libpod-%ID, ''",
    "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-%ID.scope, ''",
    "/default/%ID, ''"
  })
  void readsContainerAndPod(String path, String podUid) {
    ContainerIdentity found = ContainerIdentity.ofCgroupPath(filled(path));

    assertThat(found.containerId()).isEqualTo(ID);
    assertThat(found.podUid()).isEqualTo(filled(podUid));
    assertThat(found.isHost()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/init.scope",
        "/system.slice/sshd.service",
        "/user.slice/user-0.slice/session-1.scope",
        "/process_api/bacc3826a56dca139cf6ad004f118e16",
        "/machine.slice/libpod-conmon-%ID.scope",
        "/system.slice/crio-conmon-%ID.scope",
        "/system.slice/containerd.service",
        "/system.slice/docker.service",
        "/machine.slice/machine-libpod_pod_%ID.slice",
        "/user.slice/user-1000.slice/user@1000.service/app.slice/podman-1234.scope",
        "/kubepods.slice/kubepods-burstable.slice",
        "/system.slice/run-r0a1b2c3d4e5f60718293a4b5c6d7e8f9.scope",
        "/kubepods/besteffort",
        "/x%ID",
        "/%IDx"
      })
  void readsEverythingElseAsTheHost(String path) {
    assertThat(ContainerIdentity.ofCgroupPath(filled(path))).isEqualTo(ContainerIdentity.HOST);
  }

  @Test
  void aPodWithoutItsContainerIsStillThePod() {
    assertThat(ContainerIdentity.ofCgroupPath("/kubepods/burstable/pod" + UID))
        .isEqualTo(new ContainerIdentity("", UID));
  }

  @ParameterizedTest
  @CsvSource({
    "'0::/kubepods/besteffort/pod%UID/%ID', %ID",
    "'4:memory:/docker/%OTHER\n0::/docker/%ID', %ID",
    "'4:memory:/docker/%ID\n0::/', %ID",
    "'5:cpu,memory:/docker/%ID\n0::/', %ID",
    "'9:pids:/docker/%OTHER\n4:memory:/k/%ID\n1:name=systemd:/x/%OTHER', %ID",
    "'4:memory:/user.slice\n0::/user.slice/user-1000.slice/libpod-%ID.scope', %ID",
    "'', ''",
    "'nonsense,::,:::', ''",
    "'4:cpu:/docker/%ID\n0::/', ''",
    "'9:name=systemd:/docker/%ID\n4:memory:/process_api/bacc3826a56dca139cf6ad004f118e16\n0::/', ''"
  })
  void asksTheUnifiedHierarchyFirstAndThenMemory(String cgroups, String id) {
    assertThat(ProcReader.containerOf(filled(cgroups)).containerId()).isEqualTo(filled(id));
  }

  private static String filled(String text) {
    return text.replace("%ID", ID)
        .replace("%OTHER", OTHER)
        .replace("%UID", UID)
        .replace("%UND", UID.replace('-', '_'));
  }
}
