package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TeamTest {
    @Test
    void whatMembersDidBeforeAMeetingAllSeeAfterIt() {
        int[] written = new int[3];
        int[] seen = new int[3];
        try (Team team = new Team(3)) {
            for (int round = 1; round <= 500; round++) {
                int value = round;
                int members = 1 + round % 3;
                Arrays.fill(seen, 0);

                team.run(
                        members,
                        seat -> {
                            written[seat.number] = value;
                            seat.meet();
                            seen[seat.number] = Arrays.stream(written).limit(members).sum();
                        });

                int[] expected = new int[3];
                Arrays.fill(expected, 0, members, members * value);
                assertArrayEquals(expected, seen);
            }
        }
    }

    @Test
    void sharesCoverEverythingOnce() {
        for (int count = 0; count < 20; count++) {
            int[] taken = new int[count];
            try (Team team = new Team(3)) {
                team.run(
                        3,
                        seat -> {
                            Share share = seat.share(taken.length);
                            for (int i = share.from(); i < share.to(); i++) {
                                taken[i]++;
                            }
                        });
            }
            assertEquals(count, Arrays.stream(taken).filter(times -> times == 1).count());
        }
    }

    @Test
    void aMemberThatFailsFailsTheWholePieceOfWork() {
        AtomicInteger after = new AtomicInteger();
        try (Team team = new Team(2)) {
            IllegalStateException failure =
                    assertThrows(
                            IllegalStateException.class,
                            () ->
                                    team.run(
                                            2,
                                            seat -> {
                                                if (seat.number == 1) {
                                                    throw new ArithmeticException("wrong");
                                                }
                                                seat.meet();
                                                after.incrementAndGet();
                                            }));

            assertEquals("wrong", String.valueOf(failure.getCause().getMessage()));
            assertEquals(0, after.get());
        }
    }
}
