/** A stage waits since the one before it was complete: what an older version has written down waits since it was asked. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENT = `
  update grants set waiting_since = greatest(waiting_since, complete.at)
  from (
    select asked.id, to_timestamp(max((review->>'at')::bigint) / 1000.0) as at
    from (
      select id, case
        when status = 'pending' then document
        when document->'extensions'->-1->>'outcome' = 'pending' then document->'extensions'->-1
        else document->'afterwards' end as ask
      from grants where waiting_since is not null) as asked,
      jsonb_array_elements(asked.ask->'reviews') as review
    where review->>'group' <> asked.ask->'needs'->>'group'
    group by asked.id) as complete
  where complete.id = grants.id`;

export const stagesInTime: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(STATEMENT).execute(db);
  },
};
