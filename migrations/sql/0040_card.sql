CREATE UNIQUE INDEX program_key_active ON program_key (program_id) WHERE retired_at IS NULL;
