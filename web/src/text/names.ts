/** Names and commands, the same in every language. */

export const kinds = { standard_hdd: "Standard HDD", standard_ssd: "Standard SSD", premium_ssd: "Premium SSD", premium_ssd_v2: "Premium SSD v2", ultra: "Ultra Disk" };

export const commands = {
  cli: "az disk list -o json > disks.json\naz snapshot list -o json > snapshots.json",
  ps: "Get-AzDisk | ConvertTo-Json -Depth 10 > disks.json\nGet-AzSnapshot | ConvertTo-Json -Depth 10 > snapshots.json",
  token: "az account get-access-token --query accessToken -o tsv",
};
