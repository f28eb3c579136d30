package io.conteur.modeltrainer;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Keeps a request's URL from leading into this machine's own network. */
final class Address {
    /** Not for hosts on the Internet, beside those that Java knows of (RFC 6890). */
    private static final List<Block> CLOSED =
            List.of(
                    new Block(new int[] {0}, 8),
                    new Block(new int[] {10}, 8),
                    new Block(new int[] {100, 64}, 10),
                    new Block(new int[] {172, 16}, 12),
                    new Block(new int[] {192, 0, 0}, 24),
                    new Block(new int[] {192, 0, 2}, 24),
                    new Block(new int[] {192, 168}, 16),
                    new Block(new int[] {198, 18}, 15),
                    new Block(new int[] {198, 51, 100}, 24),
                    new Block(new int[] {203, 0, 113}, 24),
                    new Block(new int[] {240}, 4));

    /** Global unicast, the only IPv6 addresses in use on the Internet. */
    private static final Block GLOBAL = new Block(new int[] {0x20}, 3);

    private Address() {}

    private record Block(int[] prefix, int bits) {
        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int wanted = bit / 8 < prefix.length ? prefix[bit / 8] : 0;
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (wanted & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * The address to connect to, which nothing resolves again.
     *
     * @throws JobEndedException when the host is unknown, or one of its addresses is not public
     */
    static InetAddress publicOf(String host) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            if (!Arrays.stream(addresses).allMatch(Address::open)) {
                throw JobEndedException.rejected(host + " has an address that is not public");
            }
            return addresses[0];
        } catch (UnknownHostException e) {
            throw JobEndedException.failed(host + " is unknown");
        }
    }

    /** Whether an address is one of a host on the Internet. */
    static boolean open(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean special =
                address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isMulticastAddress();
        return !special
                && (address instanceof Inet4Address
                        ? CLOSED.stream().noneMatch(block -> block.holds(bytes))
                        : GLOBAL.holds(bytes) && !tunnels(bytes));
    }

    /** 6to4 and Teredo addresses hold an IPv4 address that nobody has looked at. */
    private static boolean tunnels(byte[] bytes) {
        return new Block(new int[] {0x20, 0x02}, 16).holds(bytes)
                || new Block(new int[] {0x20, 0x01}, 32).holds(bytes);
    }
}
