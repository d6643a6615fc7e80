package io.nightjar.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the reference test vectors of Certificate Transparency's Merkle tree (RFC 6962). */
class MerkleTest {

  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  /** Root over the first n leaves, n from 0. */
  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  static List<Hash> leaves(int count) {
    List<Hash> hashes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hashes.add(
          i < LEAVES.size()
              ? Merkle.leaf(HexFormat.of().parseHex(LEAVES.get(i)))
              : Merkle.leaf(new byte[] {(byte) i}));
    }
    return hashes;
  }

  @Test
  void rootsAreThoseOfTheReference() {
    for (int count = 0; count < ROOTS.size(); count++) {
      assertThat(Merkle.root(leaves(count)).hex()).isEqualTo(ROOTS.get(count));
    }
  }

  @Test
  void appendingGivesTheSameRootsAsTheWholeTree() {
    Frontier frontier = Frontier.EMPTY;
    for (int count = 0; count <= 130; count++) {
      assertThat(frontier.size()).isEqualTo(count);
      assertThat(frontier.root()).isEqualTo(Merkle.root(leaves(count)));
      assertThat(Frontier.decode(count, frontier.encode())).isEqualTo(frontier);
      frontier = frontier.append(leaves(count + 1).getLast());
    }
  }

  @Test
  void auditPathOfTheReferenceIsFound() {
    assertThat(Merkle.inclusionPath(5, leaves(8)).stream().map(Hash::hex))
        .containsExactly(
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
  }

  @Test
  void everyPathLeadsToItsRootAndNoOther() {
    for (int size = 1; size <= 20; size++) {
      List<Hash> leaves = leaves(size);
      Hash root = Merkle.root(leaves);
      for (int index = 0; index < size; index++) {
        List<Hash> path = Merkle.inclusionPath(index, leaves);
        assertThat(Merkle.rootOf(index, size, leaves.get(index), path)).isEqualTo(root);
        Hash other = Merkle.leaf(new byte[] {99, 99});
        assertThat(Merkle.rootOf(index, size, other, path)).isNotEqualTo(root);
      }
    }
  }

  @Test
  void pathsOfTheWrongLengthAreRefused() {
    List<Hash> leaves = leaves(5);
    List<Hash> path = Merkle.inclusionPath(2, leaves);
    List<Hash> longer = new ArrayList<>(path);
    longer.add(path.getFirst());
    assertThatThrownBy(() -> Merkle.rootOf(2, 5, leaves.get(2), longer))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Merkle.rootOf(2, 5, leaves.get(2), path.subList(0, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Merkle.inclusionPath(5, leaves))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void consistencyProofsOfTheReferenceAreFound() {
    assertThat(hex(Merkle.consistencyPath(1, leaves(8))))
        .containsExactly(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    assertThat(hex(Merkle.consistencyPath(6, leaves(8))))
        .containsExactly(
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    assertThat(hex(Merkle.consistencyPath(2, leaves(5))))
        .containsExactly(
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
  }

  private static List<String> hex(List<Hash> hashes) {
    return hashes.stream().map(Hash::hex).toList();
  }

  @Test
  void everyTreeIsTheBeginningOfEveryLaterOneAndOfNoOther() {
    for (int to = 0; to <= 20; to++) {
      Hash root = Merkle.root(leaves(to));
      for (int from = 0; from <= to; from++) {
        Hash older = Merkle.root(leaves(from));
        List<Hash> path = Merkle.consistencyPath(from, leaves(to));
        assertThat(Merkle.consistent(from, older, to, root, path))
            .as("%s to %s", from, to)
            .isTrue();
        Hash other = Merkle.leaf(new byte[] {99, 99});
        assertThat(Merkle.consistent(from, other, to, root, path)).isFalse();
        assertThat(from > 0 && Merkle.consistent(from, older, to, other, path)).isFalse();
        List<Hash> longer = new ArrayList<>(path);
        longer.add(other);
        assertThat(Merkle.consistent(from, older, to, root, longer)).isFalse();
        if (!path.isEmpty()) {
          assertThat(Merkle.consistent(from, older, to, root, path.subList(0, path.size() - 1)))
              .isFalse();
        }
      }
    }
  }
}
