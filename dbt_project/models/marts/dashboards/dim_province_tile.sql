select
    'p' || tiles.units || '-' || tiles.gso_code || if(tiles.tile_kind = 'archipelago', '-islands', '') as tile_key,
    localities.locality_key,
    tiles.units,
    tiles.tile_kind,
    tiles.name_vi,
    tiles.name_en,
    tiles.tile_row,
    tiles.tile_column
from {{ ref('tile_map') }} as tiles
inner join {{ ref('dim_locality') }} as localities
    on 'p' || tiles.units || '-' || tiles.gso_code = localities.locality_key
