package io.conteur.modeltrainer.fetch;

import io.conteur.workersupport.JobEndedException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Prevents server-side request forgery (SSRF): a request's URL may lead to public addresses alone.
 */
public final class PublicAddressGuard {
    /**
     * IPv4 special-purpose blocks (<a href="https://www.rfc-editor.org/rfc/rfc6890">RFC 6890</a>)
     * beside those that {@link InetAddress} knows.
     */
    private static final List<Block> SPECIAL_PURPOSE =
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

    /** The only IPv6 block from which public addresses are assigned. */
    private static final Block GLOBAL_UNICAST = new Block(new int[] {0x20}, 3);

    private PublicAddressGuard() {}

    private record Block(int[] prefix, int bits) {
        boolean contains(byte[] address) {
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
     * Resolves a host to the address to connect to.
     *
     * @throws JobEndedException when it does not resolve, or any of its addresses is not public
     */
    public static InetAddress resolve(String host) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            if (!Arrays.stream(addresses).allMatch(PublicAddressGuard::isPublic)) {
                throw JobEndedException.rejected(host + " has an address that is not public");
            }
            return addresses[0];
        } catch (UnknownHostException e) {
            throw JobEndedException.failed(host + " is unknown");
        }
    }

    /** Whether an address is globally reachable. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean special =
                address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isMulticastAddress();
        return !special
                && (address instanceof Inet4Address
                        ? SPECIAL_PURPOSE.stream().noneMatch(block -> block.contains(bytes))
                        : GLOBAL_UNICAST.contains(bytes) && !tunnels(bytes));
    }

    /** 6to4 and Teredo addresses embed an IPv4 address that is not checked. */
    private static boolean tunnels(byte[] bytes) {
        return new Block(new int[] {0x20, 0x02}, 16).contains(bytes)
                || new Block(new int[] {0x20, 0x01}, 32).contains(bytes);
    }
}
