package io.conteur.modeltrainer;

/** Requests that were taken back by a tombstone under their key. */
interface Withdrawals {
    /** Nobody takes anything back. */
    Withdrawals NONE = delivery -> false;

    /** Whether a tombstone was sent after the request, as far as is known by now. */
    boolean cover(Delivery delivery);

    /** Returns when all tombstones sent before this call are known. */
    default void catchUp() {}
}
